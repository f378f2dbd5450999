/** The configuration of a control plane. */
@NullMarked
package dev.edgekeep.control.config;

import org.jspecify.annotations.NullMarked;
