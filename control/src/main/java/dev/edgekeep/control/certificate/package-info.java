/** Server certificates: uploading, checking, renewing. */
@NullMarked
package dev.edgekeep.control.certificate;

import org.jspecify.annotations.NullMarked;
