/** The meaning of names and operators: fields, functions, types, and the checked tree. */
@NullMarked
package dev.edgekeep.rules.type;

import org.jspecify.annotations.NullMarked;
