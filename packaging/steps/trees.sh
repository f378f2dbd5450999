# The programs as folders: jars, a Java runtime, a launcher, examples.

# Modules that jars mention only for classes that are not used here: user interfaces, and exceptions of CORBA's time.
UNUSED_MODULES='java.desktop java.rmi'

# Builds the jars from a copy of the sources, without anything that an earlier build has left.
build_jars() {
  say "building the jars…"
  mkdir "$work/src"
  (cd "$root" && tar -cf - .mvn pom.xml LICENSE ./*/pom.xml ./*/src/main keyserver/src) | tar -xf - -C "$work/src"
  (cd "$work/src" && mvn -B -q -P '!format' -DnoLint -Dbom -Dmaven.test.skip=true -pl cli,keyserver -am package) \
    >"$work/build.log" 2>&1 </dev/null || {
    cat "$work/build.log" >&2
    fail "the build failed"
  }
}

# Creates $work/tree/edgekeep and $work/tree/edgekeep-keyserver.
make_trees() {
  say "linking the Java runtimes…"
  local tree=$work/tree/edgekeep src=$work/src keys=$work/tree/edgekeep-keyserver
  mkdir -p "$tree"/{bin,lib} "$work/tree"
  cp "$src"/cli/target/app/lib/*.jar "$tree/lib/"
  drop_other_platforms "$tree/lib"
  install -m 755 "$here/launcher/edgekeep" "$tree/bin/edgekeep"
  install -m 644 "$root/LICENSE" "$tree/LICENSE"
  cp -R "$here/etc" "$here/systemd" "$tree/"
  bill_of_materials edgekeep "$src/cli/target/bom.json" "$tree/lib" "$tree/edgekeep.cdx.json"
  # For an edge that misbehaves: jcmd.
  link_runtime "$tree/runtime" "$tree/lib" jdk.jcmd

  tar -xzf "$src"/keyserver/target/edgekeep-keyserver-*.tar.gz -C "$work/tree"
  mv "$work"/tree/edgekeep-keyserver-* "$keys"
  find "$keys/lib" -mindepth 1 -maxdepth 1 -type d ! -name "$natives" -exec rm -r {} +
  drop_other_platforms "$keys/lib"
  bill_of_materials edgekeep-keyserver "$src/keyserver/target/bom.json" "$keys/lib" "$keys/edgekeep-keyserver.cdx.json"
  link_runtime "$keys/runtime" "$keys/lib"
  find "$work/tree" -exec touch -h -d "@$epoch" {} +
}

# Removes jars with libraries for other platforms.
drop_other_platforms() {
  local short=${platform#linux-} jar
  for jar in "$1"/*-{linux,osx,windows}-{x86_64,aarch_64}.jar "$1"/native-*.jar; do
    case ${jar##*/} in
      *-"$natives".jar | "native-linux-$short-"*) ;;
      *) rm -f "$jar" ;;
    esac
  done
}

# link_runtime FOLDER JARS [MODULE…]: a Java with the modules that the jars need, and a class data archive for
# the options of the launchers.
link_runtime() {
  local folder=$1 jars=$2 modules module
  shift 2
  modules=$("$JAVA_HOME/bin/jdeps" --print-module-deps --ignore-missing-deps --multi-release 25 \
    --class-path "$jars/*:$jars/$natives/*" $(find "$jars" -name '*.jar' | sort) 2>/dev/null | tail -n 1)
  [[ $modules == java.base* ]] || fail "jdeps found no modules: $modules"
  for module in $UNUSED_MODULES; do modules=$(printf ',%s,' "$modules" | sed "s/,$module,/,/; s/^,//; s/,$//"); done
  for module; do modules=$modules,$module; done
  "$JAVA_HOME/bin/jlink" --add-modules "$modules" --output "$folder" --vm server --compress zip-6 \
    --strip-java-debug-attributes --no-header-files --no-man-pages
  find "$folder/bin" -type f ! -name java ! -name jcmd -delete
  "$folder/bin/java" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xshare:dump >/dev/null
  rm -f "$folder/lib/classlist" "$folder/lib/jrt-fs.jar"
  find "$folder" -type d -exec chmod 755 {} + -o -type f -perm /100 -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
}

# bill_of_materials NAME MAVEN JARS FILE: the jars that are there, and the Java runtime.
bill_of_materials() {
  python3 "$here/sbom.py" --name "$1" --version "$version" --maven "$2" --jars "$3" \
    --java "$JAVA_HOME/release" --time "$epoch" --output "$4"
}
