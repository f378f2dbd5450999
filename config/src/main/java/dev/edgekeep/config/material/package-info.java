/** Files and texts that a configuration names: certificates, chains and private keys. */
@NullMarked
package dev.edgekeep.config.material;

import org.jspecify.annotations.NullMarked;
