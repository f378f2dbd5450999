/** PEM and DER files: certificates, lists and private keys as people store them. */
@NullMarked
package dev.edgekeep.x509.pem;

import org.jspecify.annotations.NullMarked;
