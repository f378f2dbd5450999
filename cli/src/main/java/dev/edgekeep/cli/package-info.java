@NullMarked
package dev.edgekeep.cli;

import org.jspecify.annotations.NullMarked;
