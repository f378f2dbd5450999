/** The client of the control plane's API: connection options, contexts, requests and output. */
@NullMarked
package dev.edgekeep.cli.api;

import org.jspecify.annotations.NullMarked;
