/** Accounts: who owns sites. */
@NullMarked
package dev.edgekeep.control.account;

import org.jspecify.annotations.NullMarked;
