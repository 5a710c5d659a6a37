/** Does nothing: what any Java program waits for. */
final class Empty {
    private Empty() {}

    public static void main(String[] args) {}
}
