/** The managed client CA of an account, and the client certificates that it issues. */
@NullMarked
package dev.edgekeep.control.clientca;

import org.jspecify.annotations.NullMarked;
