/** YAML and JSON documents as trees with line numbers. */
@NullMarked
package dev.edgekeep.config.document;

import org.jspecify.annotations.NullMarked;
