/** The key server's configuration, and its reading from YAML or JSON. */
@NullMarked
package dev.edgekeep.keyserver.config;

import org.jspecify.annotations.NullMarked;
