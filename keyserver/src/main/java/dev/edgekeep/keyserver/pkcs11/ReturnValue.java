package dev.edgekeep.keyserver.pkcs11;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Return values of a module's functions (PKCS#11 v2.40 §5.1), as far as they matter here. */
enum ReturnValue {
  CKR_OK(0),
  CKR_HOST_MEMORY(2),
  CKR_SLOT_ID_INVALID(3),
  CKR_GENERAL_ERROR(5),
  CKR_FUNCTION_FAILED(6),
  CKR_ARGUMENTS_BAD(7),
  CKR_CANT_LOCK(0xa),
  CKR_ATTRIBUTE_SENSITIVE(0x11),
  CKR_ATTRIBUTE_TYPE_INVALID(0x12),
  CKR_DATA_INVALID(0x20),
  CKR_DATA_LEN_RANGE(0x21),
  CKR_DEVICE_ERROR(0x30),
  CKR_DEVICE_MEMORY(0x31),
  CKR_DEVICE_REMOVED(0x32),
  CKR_ENCRYPTED_DATA_INVALID(0x40),
  CKR_ENCRYPTED_DATA_LEN_RANGE(0x41),
  CKR_FUNCTION_NOT_SUPPORTED(0x54),
  CKR_KEY_HANDLE_INVALID(0x60),
  CKR_KEY_TYPE_INCONSISTENT(0x63),
  CKR_KEY_FUNCTION_NOT_PERMITTED(0x68),
  CKR_MECHANISM_INVALID(0x70),
  CKR_MECHANISM_PARAM_INVALID(0x71),
  CKR_OBJECT_HANDLE_INVALID(0x82),
  CKR_OPERATION_ACTIVE(0x90),
  CKR_OPERATION_NOT_INITIALIZED(0x91),
  CKR_PIN_INCORRECT(0xa0),
  CKR_PIN_INVALID(0xa1),
  CKR_PIN_LEN_RANGE(0xa2),
  CKR_PIN_EXPIRED(0xa3),
  CKR_PIN_LOCKED(0xa4),
  CKR_SESSION_CLOSED(0xb0),
  CKR_SESSION_COUNT(0xb1),
  CKR_SESSION_HANDLE_INVALID(0xb3),
  CKR_TOKEN_NOT_PRESENT(0xe0),
  CKR_TOKEN_NOT_RECOGNIZED(0xe1),
  CKR_USER_ALREADY_LOGGED_IN(0x100),
  CKR_USER_NOT_LOGGED_IN(0x101),
  CKR_USER_PIN_NOT_INITIALIZED(0x102),
  CKR_USER_ANOTHER_ALREADY_LOGGED_IN(0x104),
  CKR_BUFFER_TOO_SMALL(0x150),
  CKR_CRYPTOKI_NOT_INITIALIZED(0x190),
  CKR_CRYPTOKI_ALREADY_INITIALIZED(0x191);

  /** After these, sessions are opened and the user is logged in again. */
  private static final Set<ReturnValue> SESSION_LOST =
      EnumSet.of(
          CKR_SLOT_ID_INVALID,
          CKR_DEVICE_ERROR,
          CKR_DEVICE_REMOVED,
          CKR_KEY_HANDLE_INVALID,
          CKR_OBJECT_HANDLE_INVALID,
          CKR_SESSION_CLOSED,
          CKR_SESSION_HANDLE_INVALID,
          CKR_TOKEN_NOT_PRESENT,
          CKR_USER_NOT_LOGGED_IN,
          CKR_CRYPTOKI_NOT_INITIALIZED);

  /** Values that modules also return when a token is gone, which has to be checked. */
  private static final Set<ReturnValue> MAY_BE_LOST =
      EnumSet.of(
          CKR_GENERAL_ERROR,
          CKR_FUNCTION_FAILED,
          CKR_DEVICE_MEMORY,
          CKR_HOST_MEMORY,
          CKR_TOKEN_NOT_RECOGNIZED);

  /** After these, another attempt with the same PIN may lock the token. */
  private static final Set<ReturnValue> PIN_REFUSED =
      EnumSet.of(
          CKR_PIN_INCORRECT,
          CKR_PIN_INVALID,
          CKR_PIN_LEN_RANGE,
          CKR_PIN_EXPIRED,
          CKR_PIN_LOCKED,
          CKR_USER_PIN_NOT_INITIALIZED);

  /** The token has the mechanism, but not for this key or function. */
  private static final Set<ReturnValue> UNSUPPORTED =
      EnumSet.of(
          CKR_FUNCTION_NOT_SUPPORTED,
          CKR_KEY_TYPE_INCONSISTENT,
          CKR_KEY_FUNCTION_NOT_PERMITTED,
          CKR_MECHANISM_INVALID,
          CKR_MECHANISM_PARAM_INVALID);

  private final long code;

  ReturnValue(long code) {
    this.code = code;
  }

  /** Null for a value that does not matter here. */
  static @Nullable ReturnValue of(long code) {
    return Arrays.stream(values()).filter(value -> value.code == code).findFirst().orElse(null);
  }

  boolean isSessionLost() {
    return SESSION_LOST.contains(this);
  }

  boolean mayBeLost() {
    return MAY_BE_LOST.contains(this);
  }

  boolean isUnsupported() {
    return UNSUPPORTED.contains(this);
  }

  boolean isPinRefused() {
    return PIN_REFUSED.contains(this);
  }
}
