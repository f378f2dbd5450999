@NullMarked
package dev.edgekeep.rules;

import org.jspecify.annotations.NullMarked;
