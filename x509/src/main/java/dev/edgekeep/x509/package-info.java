@NullMarked
package dev.edgekeep.x509;

import org.jspecify.annotations.NullMarked;
