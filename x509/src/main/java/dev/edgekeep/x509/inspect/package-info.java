/** Inspection of files with certificates, lists, requests and keys, and of their problems. */
@NullMarked
package dev.edgekeep.x509.inspect;

import org.jspecify.annotations.NullMarked;
