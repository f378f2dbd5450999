package dev.edgekeep.edge.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The first bytes of a connection from a balancer. */
class ProxyHeaderFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void aHeaderIsReadOrRefusedAndMeansTheSameHoweverItIsCut(byte[] bytes) {
    ByteBuf whole = Unpooled.wrappedBuffer(bytes);
    String result = read(whole);
    ByteBuf cut = Unpooled.buffer();
    String step = "incomplete";
    for (int i = 0; i < bytes.length && step.equals("incomplete"); i++) {
      cut.writeByte(bytes[i]);
      step = read(cut);
    }
    assertThat(step).isEqualTo(result);
    if (!result.equals("incomplete") && !result.equals("refused")) {
      assertThat(cut.readerIndex()).isEqualTo(whole.readerIndex());
      assertThat(whole.readerIndex()).isBetween(14, ProxyHeaders.MAX_BYTES);
    }
  }

  private static String read(ByteBuf in) {
    try {
      ProxyHeader header = ProxyHeaders.read(in);
      if (header == null) {
        assertThat(in.readableBytes()).isLessThan(ProxyHeaders.MAX_BYTES);
        return "incomplete";
      }
      return String.valueOf(header.source());
    } catch (ProxyHeaderException e) {
      return "refused";
    }
  }
}
