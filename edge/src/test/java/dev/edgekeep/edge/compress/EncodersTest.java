package dev.edgekeep.edge.compress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgekeep.snapshot.Compression.Encoding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Encoders write what other programs decode, and after a flush all that was written before. */
class EncodersTest {
  @TempDir Path folder;

  @BeforeAll
  static void load() {
    Encoders.load();
  }

  /** Bytes that compress well in parts, and not at all in others. */
  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    Random random = new Random(size);
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i / 4_096 % 2 == 0 ? i % 7 : random.nextInt());
    }
    return bytes;
  }

  /** The result of the decoders of zstd, gzip and node. */
  private byte[] decoded(Encoding encoding, byte[] encoded) throws IOException {
    Path in = Files.write(folder.resolve("encoded"), encoded);
    Path out = folder.resolve("decoded");
    String script =
        "const"
            + " fs=require('fs'),z=require('zlib');fs.writeFileSync(process.argv[2],z.brotliDecompressSync(fs.readFileSync(process.argv[1]),{finishFlush:z.constants.BROTLI_OPERATION_FLUSH}))";
    ProcessBuilder decoder =
        switch (encoding) {
          case ZSTD ->
              new ProcessBuilder("zstd", "-dc", in.toString()).redirectOutput(out.toFile());
          case GZIP ->
              new ProcessBuilder("gzip", "-dc")
                  .redirectInput(in.toFile())
                  .redirectOutput(out.toFile());
          case BR -> new ProcessBuilder("node", "-e", script, in.toString(), out.toString());
        };
    Process process = decoder.redirectErrorStream(encoding == Encoding.BR).start();
    try (InputStream log = process.getInputStream()) {
      log.readAllBytes();
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return Files.readAllBytes(out);
  }

  private static byte[] encoded(Encoding encoding, byte[] bytes, int step, boolean isDirect) {
    Encoder encoder = Encoders.create(encoding);
    ByteBuf out = Unpooled.directBuffer();
    for (int at = 0; at < bytes.length; at += step) {
      int length = Math.min(step, bytes.length - at);
      ByteBuf in = isDirect ? Unpooled.directBuffer(length) : Unpooled.buffer(length);
      in.writeBytes(bytes, at, length);
      encoder.encode(in, out);
      in.release();
      if (at / step % 3 == 2) {
        encoder.flush(out);
      }
    }
    encoder.finish(out);
    encoder.close();
    byte[] encoded = ByteBufUtil.getBytes(out);
    out.release();
    return encoded;
  }

  @ParameterizedTest
  @EnumSource
  void otherProgramsDecodeWhatIsEncoded(Encoding encoding) throws Exception {
    for (int size : new int[] {0, 1, 5_000, 700_000}) {
      byte[] bytes = bytes(size);
      for (boolean isDirect : new boolean[] {true, false}) {
        byte[] encoded = encoded(encoding, bytes, 50_000, isDirect);
        assertThat(decoded(encoding, encoded)).isEqualTo(bytes);
        assertThat(encoded.length).isLessThan(Math.max(50, size * 2 / 3));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterAFlushAllCanBeDecoded(Encoding encoding) throws Exception {
    Encoder encoder = Encoders.create(encoding);
    ByteBuf out = Unpooled.directBuffer();
    ByteBuf in = Unpooled.copiedBuffer(bytes(10_000));
    encoder.encode(in, out);
    encoder.flush(out);
    encoder.close();
    assertThat(decoded(encoding, ByteBufUtil.getBytes(out))).isEqualTo(bytes(10_000));
    out.release();
  }

  @Test
  void anEncodingWithoutItsLibraryIsNotUsedAndTheOperatorIsTold() {
    Map<Encoding, String> missing = Map.of(Encoding.BR, "no native library for riscv64");
    assertThat(Encoders.available(List.of(Encoding.BR, Encoding.GZIP), missing))
        .containsExactly(Encoding.GZIP);
    assertThat(Encoders.available(List.of(Encoding.GZIP), null)).isEmpty();
    assertThat(Encoders.warning(missing)).contains("{BR=no native library for riscv64}");
    assertThat(Encoders.load()).isNull();
  }
}
