/** The REST API's kernel: calls, answers, problems, authentication, paging. */
@NullMarked
package dev.edgekeep.control.api;

import org.jspecify.annotations.NullMarked;
