/** YAML and JSON documents as small trees that know their lines. */
@NullMarked
package dev.edgekeep.config.document;

import org.jspecify.annotations.NullMarked;
