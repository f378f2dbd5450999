/** The audit trail: who changed what, when, from where. */
@NullMarked
package dev.edgekeep.control.audit;

import org.jspecify.annotations.NullMarked;
