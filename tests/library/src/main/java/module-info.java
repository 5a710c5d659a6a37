/** An application that sees of DiffCont only what is for applications. */
module org.diffcont.example {
    requires org.diffcont.detect;
}
