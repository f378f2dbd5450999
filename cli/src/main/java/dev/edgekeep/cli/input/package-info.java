/** Files that users name on the command line: documents, texts and certificates. */
@NullMarked
package dev.edgekeep.cli.input;

import org.jspecify.annotations.NullMarked;
