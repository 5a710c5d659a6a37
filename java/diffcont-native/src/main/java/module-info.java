/** The C++ core as Java objects, for DiffCont's own modules. */
@SuppressWarnings("module") // The modules named below come later than this one.
module org.diffcont.nativecore {
    exports org.diffcont.nativecore to org.diffcont.cli, org.diffcont.core;

    requires org.slf4j;
}
