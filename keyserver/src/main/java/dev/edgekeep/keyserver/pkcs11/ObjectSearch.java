package dev.edgekeep.keyserver.pkcs11;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Finds the objects of a token and reads their attributes, in one session. One thread. Blocks. */
final class ObjectSearch {
  private static final int ATTRIBUTE_BYTES = 24;
  private static final int POINTER = 8;
  private static final int LENGTH = 16;
  private static final int AT_ONCE = 256;
  private static final int MAX_OBJECTS = 10_000;

  private final CryptokiLibrary library;
  private final long session;

  ObjectSearch(CryptokiLibrary library, long session) {
    this.library = library;
    this.session = session;
  }

  /** A CK_ULONG as bytes in memory. */
  static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(value).array();
  }

  /** A CK_ULONG that was read; −1 for another length. */
  static long number(byte[] value) {
    return value.length == Long.BYTES
        ? ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong()
        : -1;
  }

  /** The objects that have all these attributes. */
  List<Long> find(Map<Attribute, byte[]> wanted) throws Pkcs11Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment template = template(arena, wanted);
      library.require(CryptokiFunction.C_FindObjectsInit, session, template, (long) wanted.size());
      try {
        return found(arena);
      } finally {
        library.call(CryptokiFunction.C_FindObjectsFinal, session);
      }
    }
  }

  static MemorySegment template(Arena arena, Map<Attribute, byte[]> wanted) {
    MemorySegment template = arena.allocate((long) ATTRIBUTE_BYTES * wanted.size(), Long.BYTES);
    long at = 0;
    for (Map.Entry<Attribute, byte[]> attribute : wanted.entrySet()) {
      MemorySegment value = arena.allocateFrom(ValueLayout.JAVA_BYTE, attribute.getValue());
      put(template, at, attribute.getKey(), value);
      at += ATTRIBUTE_BYTES;
    }
    return template;
  }

  private static void put(
      MemorySegment template, long at, Attribute attribute, MemorySegment value) {
    template.set(ValueLayout.JAVA_LONG, at, attribute.code());
    template.set(ValueLayout.ADDRESS, at + POINTER, value);
    template.set(ValueLayout.JAVA_LONG, at + LENGTH, value.byteSize());
  }

  private List<Long> found(Arena arena) throws Pkcs11Exception {
    List<Long> objects = new ArrayList<>();
    MemorySegment handles = arena.allocate(ValueLayout.JAVA_LONG, AT_ONCE);
    MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
    do {
      count.set(ValueLayout.JAVA_LONG, 0, 0);
      library.require(CryptokiFunction.C_FindObjects, session, handles, (long) AT_ONCE, count);
      for (int i = 0; i < count.get(ValueLayout.JAVA_LONG, 0); i++) {
        objects.add(handles.getAtIndex(ValueLayout.JAVA_LONG, i));
      }
    } while (count.get(ValueLayout.JAVA_LONG, 0) > 0 && objects.size() < MAX_OBJECTS);
    return objects;
  }

  /** The attributes that the object has and shows, of those wanted. */
  Map<Attribute, byte[]> attributes(long object, Attribute... wanted) throws Pkcs11Exception {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment template = arena.allocate((long) ATTRIBUTE_BYTES * wanted.length, Long.BYTES);
      MemorySegment[] values = new MemorySegment[wanted.length];
      for (int i = 0; i < wanted.length; i++) {
        values[i] = arena.allocate(wanted[i].maxBytes());
        put(template, (long) i * ATTRIBUTE_BYTES, wanted[i], values[i]);
      }
      get(object, template, wanted.length);
      Map<Attribute, byte[]> found = new EnumMap<>(Attribute.class);
      for (int i = 0; i < wanted.length; i++) {
        long length = template.get(ValueLayout.JAVA_LONG, (long) i * ATTRIBUTE_BYTES + LENGTH);
        if (length > 0 && length <= values[i].byteSize()) {
          found.put(wanted[i], values[i].asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
        }
      }
      return found;
    }
  }

  /** Attributes that are missing, secret or too long get the length −1 (PKCS#11 v2.40 §5.7). */
  private void get(long object, MemorySegment template, long count) throws Pkcs11Exception {
    try {
      library.require(CryptokiFunction.C_GetAttributeValue, session, object, template, count);
    } catch (Pkcs11Exception e) {
      boolean partly =
          e.is(ReturnValue.CKR_ATTRIBUTE_TYPE_INVALID)
              || e.is(ReturnValue.CKR_ATTRIBUTE_SENSITIVE)
              || e.is(ReturnValue.CKR_BUFFER_TOO_SMALL);
      if (!partly) {
        throw e;
      }
    }
  }
}
