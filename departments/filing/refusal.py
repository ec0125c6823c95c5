"""Why a file is not kept, in one sentence that says what was found and what would do."""


class Unfit(Exception):
    """What a look into the content found, and what would do instead."""

    def __init__(self, found: str, advice: str) -> None:
        self.found, self.advice = found, advice
        super().__init__(f"{found}。{advice}")


class Refused(Exception):
    """One file that is not kept. Its name, what was found, what is allowed."""

    def __init__(self, name: str, found: str, advice: str) -> None:
        self.name, self.found, self.advice = name, found, advice
        super().__init__(f"“{name}”没有上传：{found}。{advice}")
