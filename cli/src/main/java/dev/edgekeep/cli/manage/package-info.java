/** Commands that manage records over the API, one class for each kind. */
@NullMarked
package dev.edgekeep.cli.manage;

import org.jspecify.annotations.NullMarked;
