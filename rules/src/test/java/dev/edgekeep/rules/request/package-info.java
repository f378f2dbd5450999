@NullMarked
package dev.edgekeep.rules.request;

import org.jspecify.annotations.NullMarked;
