/** Custom client CAs: what partners sign their clients' certificates with, uploaded to a site. */
@NullMarked
package dev.edgekeep.control.customca;

import org.jspecify.annotations.NullMarked;
