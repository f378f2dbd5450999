package dev.edgekeep.keyserver.pkcs11;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;

/**
 * The functions that are called, by their index in CK_FUNCTION_LIST (PKCS#11 v2.40 §3.6), which is
 * the same in all versions. CK_ULONG is a native long, 64 bits on the supported platforms.
 */
enum CryptokiFunction {
  C_Initialize(0, "p"),
  C_Finalize(1, "p"),
  C_GetSlotList(4, "bpp"),
  C_GetTokenInfo(6, "np"),
  C_GetMechanismList(7, "npp"),
  C_OpenSession(12, "nnppp"),
  C_CloseSession(13, "n"),
  C_Login(18, "nnpn"),
  C_DestroyObject(22, "nn"),
  C_GetAttributeValue(24, "nnpn"),
  C_FindObjectsInit(26, "npn"),
  C_FindObjects(27, "npnp"),
  C_FindObjectsFinal(28, "n"),
  C_EncryptInit(29, "npn"),
  C_Encrypt(30, "npnpp"),
  C_DecryptInit(33, "npn"),
  C_Decrypt(34, "npnpp"),
  C_SignInit(42, "npn"),
  C_Sign(43, "npnpp"),
  C_GenerateKeyPair(59, "nppnpnpp");

  /** CK_VERSION, two bytes, is followed by six that align the pointers. */
  private static final long FIRST = ValueLayout.ADDRESS.byteSize();

  private final int place;
  private final String parameters;

  /**
   * @param parameters a letter each: p for a pointer, n for a CK_ULONG, b for a CK_BBOOL
   */
  CryptokiFunction(int place, String parameters) {
    this.place = place;
    this.parameters = parameters;
  }

  /** The offset of its pointer in the list, in bytes. */
  long offset() {
    return FIRST + place * ValueLayout.ADDRESS.byteSize();
  }

  /** The size of the part of the list that is read. */
  static long listBytes() {
    return C_GenerateKeyPair.offset() + ValueLayout.ADDRESS.byteSize();
  }

  FunctionDescriptor descriptor() {
    return FunctionDescriptor.of(
        ValueLayout.JAVA_LONG,
        parameters.chars().mapToObj(CryptokiFunction::layout).toArray(MemoryLayout[]::new));
  }

  private static MemoryLayout layout(int letter) {
    return switch (letter) {
      case 'p' -> ValueLayout.ADDRESS;
      case 'n' -> ValueLayout.JAVA_LONG;
      case 'b' -> ValueLayout.JAVA_BYTE;
      default -> throw new IllegalArgumentException("no parameter: " + (char) letter);
    };
  }
}
