/** The C++ core as Java objects, for DiffCont's own modules. */
@SuppressWarnings("module") // The modules named below come later than this one.
module org.diffcont.nativecore {
    exports org.diffcont.nativecore to
        org.diffcont.detect, org.diffcont.continual, org.diffcont.benchmark, org.diffcont.cli;
    // How the search for the library ended.
    exports org.diffcont.nativecore.library to org.diffcont.detect, org.diffcont.cli;

    requires org.slf4j;
}
