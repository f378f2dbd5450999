/** What is in a file of certificates, lists, requests and keys, and what is wrong with it. */
@NullMarked
package dev.edgekeep.x509.inspect;

import org.jspecify.annotations.NullMarked;
