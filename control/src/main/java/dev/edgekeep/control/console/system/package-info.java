/** Key servers, nodes, deployments and the audit trail, as pages. */
@NullMarked
package dev.edgekeep.control.console.system;

import org.jspecify.annotations.NullMarked;
