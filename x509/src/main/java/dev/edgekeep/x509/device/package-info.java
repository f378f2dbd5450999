/**
 * Files that bring a client certificate with its private key into browsers, phones and computers.
 */
@NullMarked
package dev.edgekeep.x509.device;

import org.jspecify.annotations.NullMarked;
