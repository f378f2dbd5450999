/** {@code edgekeep up}: runs everything on loopback, to try it out. */
@NullMarked
package dev.edgekeep.cli.demo;

import org.jspecify.annotations.NullMarked;
