package dev.edgekeep.control.account;

import dev.edgekeep.control.record.StoredRecord;
import java.time.Instant;

/**
 * A tenant.
 *
 * @param isOperator whether its administrators manage accounts: the first one
 */
public record Account(
    String id,
    String name,
    boolean isOperator,
    AccountSettings settings,
    Instant createdAt,
    long revision)
    implements StoredRecord {}
