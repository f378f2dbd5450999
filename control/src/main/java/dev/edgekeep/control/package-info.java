/** The control plane: records, the client CA, the API, deployments. */
@NullMarked
package dev.edgekeep.control;

import org.jspecify.annotations.NullMarked;
