/** SM2 keys: signatures, encryption and key agreement (GB/T 32918). */
@NullMarked
package dev.edgekeep.sm2.key;

import org.jspecify.annotations.NullMarked;
