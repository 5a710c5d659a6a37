/** The C++ core of DiffCont for Java: networks, sampling, training, features and normality models. */
module org.diffcont.nativelib {
    requires org.slf4j;

    exports org.diffcont.nativecore;
}
