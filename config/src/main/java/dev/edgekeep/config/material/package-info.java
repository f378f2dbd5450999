/** The certificates, keys and secrets of a configuration, from files or text. */
@NullMarked
package dev.edgekeep.config.material;

import org.jspecify.annotations.NullMarked;
