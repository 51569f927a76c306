"""`python -m ilccode` is `ilccode`."""

from ilccode.cli import main

if __name__ == "__main__":
    main()
