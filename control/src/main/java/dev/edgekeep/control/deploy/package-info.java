/** Deployments: snapshots made of the records, on their way to edge nodes. */
@NullMarked
package dev.edgekeep.control.deploy;

import org.jspecify.annotations.NullMarked;
