/** Records as YAML, for people and for {@code apply}. */
@NullMarked
package dev.edgekeep.control.yaml;

import org.jspecify.annotations.NullMarked;
