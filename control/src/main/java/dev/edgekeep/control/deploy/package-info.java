/** Deployments: snapshots that are compiled from the records and applied by edge nodes. */
@NullMarked
package dev.edgekeep.control.deploy;

import org.jspecify.annotations.NullMarked;
