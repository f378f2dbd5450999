/** Accounts: the tenants, which own sites. */
@NullMarked
package dev.edgekeep.control.account;

import org.jspecify.annotations.NullMarked;
