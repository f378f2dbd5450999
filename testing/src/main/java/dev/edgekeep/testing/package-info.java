/** Code for the tests of several modules: certificates, real programs, waiting with a limit. */
@NullMarked
package dev.edgekeep.testing;

import org.jspecify.annotations.NullMarked;
