/**
 * The control plane's API as the command line uses it: where it is, calls, and what is shown of
 * answers.
 */
@NullMarked
package dev.edgekeep.cli.api;

import org.jspecify.annotations.NullMarked;
