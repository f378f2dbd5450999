package dev.edgekeep.sm2.cipher;

/**
 * The S-box of SM4 as a circuit of 127 gates, for 64 octets at a time: bit n of the octets is in
 * the n-th long.
 *
 * <p>The S-box is an inversion in GF(2^8) between two affine maps. The circuit inverts in the tower
 * GF(((2^2)^2)^2) with normal bases. Its linear layers contain the affine maps; their constants are
 * left out: the octets must have been combined with {@link #INPUT_CONSTANT} before, and {@link
 * #OUTPUT_CONSTANT} is missing from the result. The key schedule absorbs both.
 */
final class SubstitutionCircuit {
  /** Octet that is to be XORed to the input. */
  static final int INPUT_CONSTANT = 0x75;

  /** Octet that is to be XORed to the output. */
  static final int OUTPUT_CONSTANT = 0xd3;

  private SubstitutionCircuit() {}

  /** Replaces the octets. */
  static void apply(long[] s) {
    long x0 = s[0];
    long x1 = s[1];
    long x2 = s[2];
    long x3 = s[3];
    long x4 = s[4];
    long x5 = s[5];
    long x6 = s[6];
    long x7 = s[7];
    long t0 = x0 ^ x6;
    long t1 = x2 ^ x5;
    long t2 = x7 ^ t1;
    long t3 = x4 ^ t0;
    long t4 = x3 ^ x6;
    long t5 = x1 ^ t0;
    long t6 = x1 ^ x5;
    long t7 = x2 ^ x6;
    long t8 = x1 ^ x7;
    long t9 = x3 ^ x4;
    long t10 = x4 ^ t6;
    long t11 = x3 ^ t2;
    long t12 = t2 ^ t4;
    long t13 = t4 ^ t6;
    long t14 = x2 ^ t3;
    long t15 = x5 ^ t4;
    long t16 = t3 ^ t8;
    long t17 = t1 ^ t5;
    long t18 = x7 ^ t7;
    long t19 = x1 ^ t1;
    long t20 = t2 ^ t9;
    long t21 = x7 ^ t15;
    long t22 = x6 ^ t10;
    long t23 = x5 ^ t3;
    long t24 = x2 ^ t5;
    long t25 = x4 ^ t7;
    long t26 = t19 & t23;
    long t27 = t25 & t5;
    long t28 = t22 & t10;
    long t29 = t8 & t3;
    long t30 = t21 & x2;
    long t31 = t13 & t14;
    long t32 = t2 & x5;
    long t33 = t20 & t24;
    long t34 = t9 & t17;
    long t35 = t32 ^ t33;
    long t36 = t32 ^ t34;
    long t37 = t16 ^ t36;
    long t38 = t31 ^ t36;
    long t39 = t30 ^ t18;
    long t40 = t26 ^ t35;
    long t41 = t31 ^ t11;
    long t42 = t28 ^ t12;
    long t43 = t38 ^ t39;
    long t44 = t27 ^ t37;
    long t45 = t35 ^ t41;
    long t46 = t40 ^ t42;
    long t47 = t28 ^ t44;
    long t48 = t29 ^ t45;
    long t49 = t46 ^ t47;
    long t50 = t48 ^ t43;
    long t51 = t46 & t48;
    long t52 = t47 & t43;
    long t53 = t49 & t50;
    long t54 = t47 ^ t43;
    long t55 = t53 ^ t54;
    long t56 = t48 ^ t55;
    long t57 = t51 ^ t46;
    long t58 = t52 ^ t55;
    long t59 = t56 ^ t57;
    long t60 = t58 ^ t59;
    long t61 = t50 & t60;
    long t62 = t48 & t58;
    long t63 = t43 & t59;
    long t64 = t62 ^ t61;
    long t65 = t63 ^ t61;
    long t66 = t49 & t60;
    long t67 = t46 & t58;
    long t68 = t47 & t59;
    long t69 = t67 ^ t66;
    long t70 = t68 ^ t66;
    long t71 = t64 ^ t65;
    long t72 = t69 ^ t70;
    long t73 = t64 ^ t69;
    long t74 = t65 ^ t70;
    long t75 = t73 ^ t74;
    long t76 = t64 & t23;
    long t77 = t65 & t5;
    long t78 = t71 & t10;
    long t79 = t69 & t3;
    long t80 = t70 & x2;
    long t81 = t72 & t14;
    long t82 = t73 & x5;
    long t83 = t74 & t24;
    long t84 = t75 & t17;
    long t85 = t64 & t19;
    long t86 = t65 & t25;
    long t87 = t71 & t22;
    long t88 = t69 & t8;
    long t89 = t70 & t21;
    long t90 = t72 & t13;
    long t91 = t73 & t2;
    long t92 = t74 & t20;
    long t93 = t75 & t9;
    long t94 = t85 ^ t86;
    long t95 = t76 ^ t94;
    long t96 = t90 ^ t91;
    long t97 = t80 ^ t92;
    long t98 = t82 ^ t83;
    long t99 = t93 ^ t95;
    long t100 = t77 ^ t97;
    long t101 = t98 ^ t99;
    long t102 = t78 ^ t96;
    long t103 = t77 ^ t84;
    long t104 = t81 ^ t100;
    long t105 = t89 ^ t102;
    long t106 = t92 ^ t96;
    long t107 = t101 ^ t102;
    long t108 = t88 ^ t103;
    long t109 = t104 ^ t105;
    long t110 = t83 ^ t95;
    long t111 = t79 ^ t87;
    long t112 = t108 ^ t110;
    long t113 = t81 ^ t85;
    long t114 = t98 ^ t113;
    long t115 = t79 ^ t100;
    long t116 = t88 ^ t114;
    long t117 = t101 ^ t104;
    long t118 = t111 ^ t116;
    long t119 = t78 ^ t103;
    long t120 = t89 ^ t112;
    long t121 = t94 ^ t109;
    long t122 = t99 ^ t115;
    long t123 = t88 ^ t106;
    long t124 = t82 ^ t119;
    long t125 = t90 ^ t118;
    long t126 = t88 ^ t107;
    s[0] = t123;
    s[1] = t125;
    s[2] = t126;
    s[3] = t121;
    s[4] = t120;
    s[5] = t122;
    s[6] = t124;
    s[7] = t117;
  }
}
