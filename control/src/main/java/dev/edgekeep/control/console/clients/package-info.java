/** Client certificates and client CAs, as pages. */
@NullMarked
package dev.edgekeep.control.console.clients;

import org.jspecify.annotations.NullMarked;
