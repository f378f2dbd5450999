/** Templates of header values with facts about a client and its request. */
@NullMarked
package dev.edgekeep.snapshot.template;

import org.jspecify.annotations.NullMarked;
