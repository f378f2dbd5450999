/**
 * {@code edgekeep apply}: what a file says is brought about, by calls of the control plane's API.
 */
@NullMarked
package dev.edgekeep.cli.apply;

import org.jspecify.annotations.NullMarked;
