/** Commands over the control plane's API: one class for each kind of record. */
@NullMarked
package dev.edgekeep.cli.manage;

import org.jspecify.annotations.NullMarked;
